package dev.penstock.server.access;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.ServerConfig.Role;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/// A token that was just made: it is shown once and kept nowhere; its line is for `penstock.yaml`.
///
/// @param text what its owner presents
/// @param line what the configuration keeps: not the token, only its hash
public record NewToken(String text, String line) {
    private static final Pattern WANTED = Pattern
            .compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63}):(viewer|reviewer|operator)");
    private static final int BYTES = 32;

    /// @param wanted `NAME:ROLE`
    /// @throws CannotStartException if it is not that
    public static NewToken of(String wanted) {
        var matcher = WANTED.matcher(wanted);
        if (!matcher.matches()) {
            var roles = Arrays.stream(Role.values()).map(role -> role.name().toLowerCase(Locale.ROOT)).toList();
            throw new CannotStartException("'" + wanted + "' is not NAME:ROLE",
                    "such as ana:reviewer; roles: " + String.join(", ", roles));
        }
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var text = "pst_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewToken(text, matcher.group(1) + ": { role: " + matcher.group(2) + ", sha256: "
                + Tokens.sha256(text) + " }");
    }

    @Override
    public String toString() {
        return "***";
    }
}
