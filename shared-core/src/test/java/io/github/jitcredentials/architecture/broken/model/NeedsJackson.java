package io.github.jitcredentials.architecture.broken.model;

import com.fasterxml.jackson.databind.JsonNode;

record NeedsJackson(JsonNode json) {}
