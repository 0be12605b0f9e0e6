"""What stands where on a PDF's pages: words, lines, columns, tables, running heads, form fields."""
