"""What people in Slack see and do."""
