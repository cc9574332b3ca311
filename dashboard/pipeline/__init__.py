"""Raw files → a release. The only part that needs geopandas; the running app never imports it."""
