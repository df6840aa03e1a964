"""The room where first and second line speak while somebody waits."""
