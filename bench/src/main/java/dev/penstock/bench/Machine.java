package dev.penstock.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Where and when something was measured, for a person who reads the numbers later.
final class Machine {
    private static final String CPU = "model name";

    private Machine() {}

    /// One line: processor, cores, memory, Java, system, time and load.
    static String described() throws IOException {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return String.format(Locale.ROOT, "%s, %d cores, %d GB, Java %s, %s %s, %s, load average %.1f", processor(),
                system.getAvailableProcessors(), system.getTotalMemorySize() >> 30, Runtime.version(),
                system.getName(), system.getVersion(), Instant.now().truncatedTo(ChronoUnit.MINUTES),
                system.getSystemLoadAverage());
    }

    private static String processor() throws IOException {
        var file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file)
                .stream()
                .filter(line -> line.startsWith(CPU))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseGet(() -> System.getProperty("os.arch"));
    }
}
