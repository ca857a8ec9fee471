"""What people see: pure functions from dataclasses to Block Kit."""
