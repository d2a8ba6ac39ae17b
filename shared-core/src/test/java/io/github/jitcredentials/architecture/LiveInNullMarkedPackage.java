package io.github.jitcredentials.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Null is said where it is meant, everywhere. */
final class LiveInNullMarkedPackage extends ArchCondition<JavaClass> {
    LiveInNullMarkedPackage() {
        super("live in a @NullMarked package");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
            events.add(SimpleConditionEvent.violated(
                    type, type.getName() + " lives in a package whose package-info.java is not @NullMarked"));
        }
    }
}
