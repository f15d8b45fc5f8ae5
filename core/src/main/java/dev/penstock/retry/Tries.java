package dev.penstock.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What has been tried for one item so far, the attempt under decision included.
///
/// @param counted attempts that failed with server-error, connection-failed or timed-out while the endpoint was healthy
/// @param pushedBack attempts in a row that were rate-limited or overloaded
/// @param singledOut how many of those came while others passed: more than a few mean that the item is the problem
/// @param repairs repairs asked for so far
/// @param sameErrorAgain whether the last repair brought the very same errors
/// @param largerCapLeft whether the task allows a larger cap that was not tried yet
/// @param endpointSick whether the endpoint fails for everyone right now
/// @param active time since the first attempt, without the time the endpoint was down
/// @param endpointPause how long the endpoint pauses from now; null when it does not
public record Tries(int counted, int pushedBack, int singledOut, int repairs, boolean sameErrorAgain,
        boolean largerCapLeft, boolean endpointSick, Duration active, @Nullable Duration endpointPause) {}
