"""What people see, as Slack would read it."""
