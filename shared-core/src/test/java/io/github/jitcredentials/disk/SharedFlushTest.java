package io.github.jitcredentials.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedFlushTest {
    private final SharedFlush flush = new SharedFlush();
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger flushes = new AtomicInteger();

    @Test
    void all_who_come_during_one_flush_share_the_next() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        FutureTask<Void> first = started(() -> {
            going.countDown();
            free.await(30, TimeUnit.SECONDS);
        });
        going.await();
        List<FutureTask<Void>> others = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FutureTask<Void> other = task(() -> {});
            Thread thread = new Thread(other);
            others.add(other);
            threads.add(thread);
            thread.start();
        }
        while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        free.countDown();
        first.get(30, TimeUnit.SECONDS);
        for (FutureTask<Void> other : others) {
            other.get(30, TimeUnit.SECONDS);
        }
        assertThat(flushes).hasValue(2);
    }

    @Test
    void what_is_on_disk_already_needs_no_flush() throws IOException {
        flush.upTo(3, () -> 5, flushes::incrementAndGet);
        flush.upTo(5, () -> 5, flushes::incrementAndGet);
        assertThat(flushes).hasValue(1);
    }

    @Test
    void after_one_that_failed_there_is_none_but_what_was_on_disk_still_is() throws IOException {
        flush.upTo(1, () -> 1, () -> {});
        assertThatThrownBy(() -> flush.upTo(2, () -> 2, () -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(flush.isBroken()).isTrue();
        assertThatThrownBy(() -> flush.upTo(3, () -> 3, flushes::incrementAndGet))
                .isInstanceOf(IOException.class);
        flush.upTo(1, () -> 3, flushes::incrementAndGet);
        assertThat(flushes).hasValue(0);
    }

    @Test
    void something_else_that_puts_all_on_disk_serves_as_well() throws IOException {
        flush.instead(7, () -> {});
        flush.upTo(7, () -> 7, flushes::incrementAndGet);
        assertThat(flushes).hasValue(0);
    }

    private interface Step {
        void take() throws Exception;
    }

    private FutureTask<Void> started(Step step) {
        FutureTask<Void> task = task(step);
        new Thread(task).start();
        return task;
    }

    private FutureTask<Void> task(Step step) {
        return new FutureTask<>(() -> {
            long mine = written.incrementAndGet();
            flush.upTo(mine, written::get, () -> {
                flushes.incrementAndGet();
                try {
                    step.take();
                } catch (Exception e) {
                    throw new IOException(e);
                }
            });
            return null;
        });
    }
}
