package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadDumpTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatVirtualThreadsAreDoing() throws Exception {
        var never = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        var worker = Thread.ofVirtual().name("a stuck worker").start(() -> {
            waiting.countDown();
            try {
                never.await();
            } catch (InterruptedException _) {
                // the test is over
            }
        });
        waiting.await();
        var file = folder.resolve("dump.txt");

        assertThat(ThreadDump.write(file)).isEqualTo("what every thread was doing is in " + file);

        assertThat(Files.readString(file)).contains("\"a stuck worker\" virtual", "ThreadDumpTest");
        worker.interrupt();
    }

    @Test
    void saysSoWhenItCannotBeWritten() {
        var file = folder.resolve("no/such/folder/dump.txt");
        assertThat(ThreadDump.write(file)).isEqualTo("what every thread was doing could not be written to " + file);
    }
}
