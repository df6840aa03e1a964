"""Reading rooms, what is said there, the questions that wait, and what someone has not read yet."""
