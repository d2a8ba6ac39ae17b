package io.github.jitcredentials.gate;

final class Sleep {
    private Sleep() {}

    static void wellAndLong() throws InterruptedException {
        Thread.sleep(1);
    }
}
