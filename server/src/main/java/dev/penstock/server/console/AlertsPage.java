package dev.penstock.server.console;

import dev.penstock.engine.alert.AlertConfig.WebhookConfig;
import dev.penstock.engine.alert.TestMessage;
import dev.penstock.engine.alert.Webhook;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Route;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;

/// What is the matter, what was, and who was told.
public final class AlertsPage {
    private final Site site;

    AlertsPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                Site.page("/alerts").needs(Needs.VIEWER).says("Alerts").handledBy(call -> show(call, List.of())),
                Route.post("/alerts/test")
                        .needs(Needs.OPERATOR)
                        .says("Sends a test message to every webhook")
                        .takesForm()
                        .answersWith(200, "What became of it", "text/html")
                        .forPeople()
                        .handledBy(this::test));
    }

    /// What became of a test message.
    ///
    /// @param failure empty when it arrived
    public record Tried(String webhook, String failure) {}

    /// A figure of a rule: at most four digits after the point.
    public static String number(double figure) {
        return BigDecimal.valueOf(figure).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    private Answer show(Call call, List<Tried> tried) {
        var serving = site.serving();
        var model = new HashMap<String, Object>();
        model.put("board", serving.engine().alertBoard());
        model.put("webhooks", webhooks().stream().map(Webhook::place).toList());
        model.put("tried", tried);
        model.put("now", serving.clock().instant());
        return site.show(call, "alerts", Place.ALERTS.title(), Place.ALERTS, model);
    }

    private Answer test(Call call) {
        var clock = site.serving().clock();
        return show(call, webhooks().stream()
                .map(webhook -> new Tried(webhook.place(), TestMessage.send(webhook, clock).orElse("")))
                .toList());
    }

    private List<Webhook> webhooks() {
        return site.serving().project().config().alerts().webhooks().stream().map(WebhookConfig::open).toList();
    }
}
