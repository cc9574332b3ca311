"""Documents on paper: PDF files that typst sets from our own templates."""
