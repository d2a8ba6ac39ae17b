package io.github.jitcredentials.jenkins.config;

import io.github.jitcredentials.model.Problem;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import io.jenkins.plugins.casc.model.Sequence;
import io.jenkins.plugins.casc.model.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What configuration as code read, as the tree of a file, and back; and the lines that it stands in. */
final class CodeTree {
    private final ConfigurationContext context;
    private final Map<String, Source> lines = new HashMap<>();

    CodeTree(ConfigurationContext context) {
        this.context = context;
    }

    /** @return a map, a list or a text; of texts, what is meant by {@code ${}} */
    Object read(CNode node, List<String> way, String place) {
        if (node.getSource() != null) {
            lines.put(place, node.getSource());
        }
        if (node instanceof Mapping mapping) {
            return map(mapping, way, place);
        }
        if (node instanceof Sequence sequence) {
            List<Object> items = new ArrayList<>();
            for (CNode item : sequence) {
                items.add(read(item, way, place + "[" + items.size() + "]"));
            }
            return items;
        }
        return context.getSecretSourceResolver().resolve(((Scalar) node).getValue());
    }

    private Map<String, Object> map(Mapping mapping, List<String> way, String place) {
        boolean names = Spelling.areNames(way);
        Map<String, Object> map = new LinkedHashMap<>();
        // The reader forgot their order, which is the one that rules are asked in.
        mapping.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, CNode>>comparingInt(entry -> line(entry.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> {
                    String key = names ? entry.getKey() : Spelling.ofFile(entry.getKey());
                    List<String> inner = new ArrayList<>(way);
                    inner.add(key);
                    map.put(key, read(node(entry.getValue()), inner, place + "." + Tree.spelt(key)));
                });
        return map;
    }

    private static CNode node(@Nullable CNode value) {
        return value == null ? new Scalar("") : value;
    }

    private static int line(@Nullable CNode node) {
        return node == null || node.getSource() == null ? 0 : node.getSource().line();
    }

    /** The problem with the line it is in. */
    Problem found(Problem problem) {
        String place = problem.where();
        while (!place.isEmpty()) {
            Source line = lines.get(place);
            if (line != null) {
                return new Problem(problem.what(), line + ": " + problem.where(), problem.todo());
            }
            place = around(place).orElse("");
        }
        return problem;
    }

    private static Optional<String> around(String place) {
        int end = Math.max(place.lastIndexOf('.'), place.lastIndexOf('['));
        return end < 0 ? Optional.empty() : Optional.of(place.substring(0, end));
    }

    /** What an export writes. */
    CNode written(Object value, List<String> way) {
        if (value instanceof Map<?, ?> map) {
            boolean names = Spelling.areNames(way);
            Mapping mapping = new Mapping();
            map.forEach((key, inner) -> {
                String name = String.valueOf(key);
                List<String> further = new ArrayList<>(way);
                further.add(name);
                mapping.put(names ? name : Spelling.ofJenkins(name), written(inner, further));
            });
            return mapping;
        }
        if (value instanceof List<?> list) {
            Sequence sequence = new Sequence();
            list.forEach(item -> sequence.add(written(item, way)));
            return sequence;
        }
        return new Scalar(context.getSecretSourceResolver().encode(String.valueOf(value)));
    }
}
