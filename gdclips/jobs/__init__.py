"""Running jobs: on a local pool of workers or a cluster, with progress, for all requests of a command."""
