package dev.penstock.engine;

import dev.penstock.ledger.DayBudget;
import dev.penstock.ledger.HourMeter;
import dev.penstock.limit.EndpointLimiter;
import dev.penstock.limit.Ticker;
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.Secret;
import dev.penstock.run.Account;
import dev.penstock.run.Endpoint;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.Ledger;
import java.math.BigDecimal;
import java.net.URI;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Opens each endpoint once; every run of the process shares it, and one limiter per endpoint and model.
final class Endpoints implements AutoCloseable {
    /// Where a simulator that was not started is: some protocols have no address of their own.
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/v1");

    private final PenstockConfig config;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Map<String, Provider> providers = new HashMap<>();
    private final Map<String, HourMeter> meters = new HashMap<>();
    private final Map<String, DayBudget> days = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Map<String, Endpoint>> endpoints = new HashMap<>();

    /// @param ledger knows what earlier engines spent today
    /// @param ticker the time its limiters live in
    Endpoints(PenstockConfig config, Ledger ledger, InstantSource clock, Ticker ticker) {
        this.config = config;
        this.ledger = ledger;
        this.clock = clock;
        this.ticker = ticker;
    }

    /// @throws SettingsException if a setting of it is missing or not allowed
    synchronized Endpoint get(String name, String model) {
        return endpoints.computeIfAbsent(name, _ -> new HashMap<>()).computeIfAbsent(model, _ -> {
            var limiter = new EndpointLimiter(config.endpoint(name).limits(), new Random(), ticker);
            var endpoint = new Endpoint(account(name), model, provider(name), limiter, meter(name));
            endpoint.account().join(model, limiter);
            return endpoint;
        });
    }

    /// How those stand that were asked for, by name and model.
    synchronized List<EndpointStanding> standings() {
        return endpoints.values()
                .stream()
                .flatMap(models -> models.values().stream())
                .map(Endpoints::standing)
                .sorted(Comparator.comparing(EndpointStanding::endpoint).thenComparing(EndpointStanding::model))
                .toList();
    }

    private static EndpointStanding standing(Endpoint endpoint) {
        var day = endpoint.account().day();
        return new EndpointStanding(endpoint.name(), endpoint.model(), endpoint.limiter().state(),
                day.limit() == null ? null : day.spentToday());
    }

    /// A person says that what halted an endpoint is mended: who asks for it next gets it as if it were new. What was halted
    /// stays so for the runs that have it.
    synchronized void mended(String name) {
        var account = accounts.get(name);
        if (account != null && account.halted()) {
            accounts.remove(name);
            endpoints.remove(name);
        }
    }

    private Account account(String name) {
        return accounts.computeIfAbsent(name, _ -> new Account(name, config.endpoint(name).keyPlace(), day(name)));
    }

    private DayBudget day(String name) {
        var limit = config.endpoint(name).dayUsd();
        return days.computeIfAbsent(name, _ -> limit == null
                ? DayBudget.none()
                : DayBudget.of(limit, clock, day -> booked(name, day)));
    }

    /// What the store has of a day, calls in flight and unconfirmed ones at what was reserved for them.
    private BigDecimal booked(String name, LocalDate day) {
        var begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        var end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return ledger.costs(new Ledger.Filter(null, begin, end))
                .stream()
                .filter(row -> row.endpoint().equals(name))
                .map(row -> row.sums().costUsd())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private HourMeter meter(String name) {
        return meters.computeIfAbsent(name, _ -> new HourMeter(System::nanoTime));
    }

    private Provider provider(String name) {
        return providers.computeIfAbsent(name, _ -> open(name, config.endpoint(name).settings()));
    }

    /// Opens a provider apart from any run, for questions that cost nothing. Close it.
    ///
    /// @throws SettingsException if its key or another setting is missing
    static Provider openAlone(EndpointConfig endpoint) {
        return open(endpoint.name(), endpoint.settings());
    }

    /// Opens a provider that is only asked what it cannot express: without its key, and without starting a simulator.
    static Provider openForLint(EndpointConfig endpoint) {
        return open(endpoint.name(), new EndpointSettings(endpoint.name(), endpoint.wire(), endpoint.wireDialect(),
                new Secret("lint"), endpoint.simulated() ? NOWHERE : endpoint.baseUrl(), 1, null));
    }

    private static Provider open(String name, EndpointSettings settings) {
        try {
            return ProviderFactory.openAny(settings);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of(new Problem(PenstockConfig.FILE, 0, "endpoints." + name,
                    String.valueOf(e.getMessage()), "")));
        }
    }

    @Override
    public synchronized void close() {
        providers.values().forEach(Provider::close);
        providers.clear();
        endpoints.clear();
    }
}
