"""Who makes files, and when: a pool of workers or a cluster, and the run of a whole request."""
