"""Documents on paper: PDF files that typst sets from templates of our own, with a font of our own."""
