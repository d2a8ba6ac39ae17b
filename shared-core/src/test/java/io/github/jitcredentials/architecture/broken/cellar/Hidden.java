package io.github.jitcredentials.architecture.broken.cellar;

record Hidden() {}
