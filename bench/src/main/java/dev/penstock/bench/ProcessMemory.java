package dev.penstock.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What another process takes of the machine.
final class ProcessMemory {
    private ProcessMemory() {}

    /// Watches a process until it ends, for the most memory it ever had: heap, code, threads and SQLite together. Linux only:
    /// elsewhere 0.
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

    /// Collects the heap of a Java process and sums what is left.
    static long liveMegabytes(Process process) throws IOException, InterruptedException {
        var jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), "GC.class_histogram").redirectErrorStream(true).start();
        var lines = jcmd.inputReader(StandardCharsets.UTF_8).readAllLines();
        jcmd.waitFor();
        return lines.stream()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]) >> 20)
                .findFirst()
                .orElseThrow(() -> new BenchException("jcmd said: " + String.join(" ", lines)));
    }

    /// Files and connections that it has open. Linux only: elsewhere 0.
    static long openFiles(Process process) {
        var open = Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        return open == null ? 0 : open.length;
    }
}
