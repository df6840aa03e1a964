"""What the backoffice's templates may use."""
