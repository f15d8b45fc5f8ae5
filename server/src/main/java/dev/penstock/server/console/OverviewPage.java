package dev.penstock.server.console;

import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Route;
import java.util.List;
import java.util.Map;

/// The first page.
final class OverviewPage {
    private final Site site;
    private final Remembered<Overview.Week> week;

    OverviewPage(Site site) {
        this.site = site;
        this.week = Overview.week(site.serving());
    }

    List<Route> routes() {
        return List.of(Site.page("/").needs(Needs.VIEWER).says("Overview").handledBy(this::show));
    }

    private Answer show(Call call) {
        return site.show(call, "overview", Place.OVERVIEW.title(), Place.OVERVIEW,
                Map.of("overview", Overview.of(site.serving(), week)));
    }
}
