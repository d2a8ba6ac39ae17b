package io.github.jitcredentials.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/** Each package is on a floor; its classes know their own package and lower floors. */
final class GoDownOnly extends ArchCondition<JavaClass> {
    private final String root;
    private final Map<String, Integer> floors;
    private final Set<String> doors;
    private final Set<String> shut;

    GoDownOnly(String root, Map<String, Integer> floors, Set<String> doors, Set<String> shut) {
        super("import from lower floors only");
        this.root = root;
        this.floors = floors;
        this.doors = doors;
        this.shut = shut;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String from = room(type);
        if (!floors.containsKey(from)) {
            events.add(SimpleConditionEvent.violated(
                    type, type.getName() + " lives in \"" + from + "\", which has no floor"));
            return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (target.getPackageName().startsWith(root + ".") && !isAllowed(from, room(target))) {
                events.add(SimpleConditionEvent.violated(
                        type, from + " must not know " + room(target) + ": " + dependency.getDescription()));
            }
        }
    }

    private boolean isAllowed(String from, String to) {
        String way = from + " -> " + to;
        return from.equals(to)
                || doors.contains(way)
                || !shut.contains(way) && floors.getOrDefault(to, Integer.MAX_VALUE) < floors.getOrDefault(from, 0);
    }

    /** The first package below the root. */
    private String room(JavaClass type) {
        String below = type.getPackageName()
                .substring(Math.min(root.length() + 1, type.getPackageName().length()));
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
