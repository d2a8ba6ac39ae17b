package io.github.jitcredentials.architecture.broken.policy;

import io.github.jitcredentials.architecture.broken.http.Neighbour;

record KnowsNeighbour(Neighbour neighbour) {}
