"""What can be asked, and why the last answer came out as it did."""
