"""
Mostrador in the frameworks that shops are built with: one module each, which imports its framework and says so if it is
missing. Every one uses what the framework offers, its signals and hooks, and changes nothing in it.
"""
