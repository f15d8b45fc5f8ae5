package dev.penstock.engine.alert;

import dev.penstock.provider.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// An address that takes alerts. The address itself is a secret: whoever knows that of Slack may write there.
///
/// @param signature signs what is sent; null for none
public record Webhook(Secret url, Format format, @Nullable Signature signature) {
    /// What is sent.
    public enum Format {
        /// Everything, in Alertmanager's field names.
        JSON,
        /// One text, as Slack and its imitators want it.
        SLACK
    }

    /// Its host, and its port if it is an unusual one: all that is ever shown of it.
    public String place() {
        var uri = uri();
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    URI uri() {
        return URI.create(url.reveal());
    }
}
