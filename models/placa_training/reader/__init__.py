"""The plate reader: a CTC network that reads one- and two-line plate crops."""
