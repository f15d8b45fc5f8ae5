package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The most memory a process ever had: heap, code, threads and SQLite together.
final class ProcessMemory {
    private ProcessMemory() {}

    /// Watches a process until it ends. Linux only: elsewhere the peak is 0.
    static long peakMegabytes(Process process) throws IOException, InterruptedException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        var peakKilobytes = 0L;
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            if (Files.isReadable(status)) {
                peakKilobytes = Math.max(peakKilobytes, Files.readAllLines(status)
                        .stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0));
            }
        }
        return peakKilobytes / 1024;
    }
}
