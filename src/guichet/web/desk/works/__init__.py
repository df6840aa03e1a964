"""The register of what is planned in the streets: seen by all who may, written before anybody asks for a permit."""
