"""What is installed and shipped: pins, licences, the wheel."""
