"""Publishers: every series, one polite client, per publisher requests and a parser."""
