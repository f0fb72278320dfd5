print("pysyslog")
