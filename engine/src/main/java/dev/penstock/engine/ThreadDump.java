package dev.penstock.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/// What every thread of this process is doing, virtual ones too, for whoever looks into a stall. Names of methods and
/// threads only, no values.
final class ThreadDump {
    private ThreadDump() {}

    /// Writes it.
    ///
    /// @param file must not exist
    /// @return what became of it, for the operator
    static String write(Path file) {
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
            return "what every thread was doing is in " + file;
        } catch (IOException e) {
            return "what every thread was doing could not be written to " + file;
        }
    }
}
