"""The benchmarks: Mostrador beside a floor and a peer, in one run."""
