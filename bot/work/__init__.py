"""What Akin does about each kind of job. `bot.work.table` lists them."""
