package io.github.jitcredentials.architecture.broken.issuer;

import org.slf4j.Logger;

record Logs(Logger logger) {}
