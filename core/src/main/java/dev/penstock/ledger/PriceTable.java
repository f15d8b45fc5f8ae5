package dev.penstock.ledger;

import dev.penstock.provider.ModelAbilities;
import dev.penstock.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What models cost, by day, and what else is known about them. Immutable.
public final class PriceTable {
    /// When the shipped prices were read from the providers' pages; prices.yaml says where.
    public static final YearMonth SHIPPED_AS_OF = YearMonth.of(2026, Month.NOVEMBER);

    private static final String SHIPPED = "prices.yaml";

    private final Map<String, Row> rows;

    private PriceTable(Map<String, Row> rows) {
        this.rows = Map.copyOf(rows);
    }

    /// What is known about a model besides its price.
    ///
    /// @param provider who serves it, such as `anthropic`
    /// @param maxOutputTokens the most a request may ask for; null when unknown
    /// @param contextTokens prompt and output together; null when unknown
    /// @param retired the first day it no longer answers; null when none is announced
    /// @param abilities how it can be asked
    public record Facts(@Nullable String provider, @Nullable Integer maxOutputTokens, @Nullable Long contextTokens,
            @Nullable LocalDate retired, ModelAbilities abilities) {
        public boolean retiredOn(LocalDate day) {
            return retired != null && !day.isBefore(retired);
        }

        /// These facts, and for what they leave open the others.
        Facts or(Facts others) {
            return new Facts(provider == null ? others.provider : provider,
                    maxOutputTokens == null ? others.maxOutputTokens : maxOutputTokens,
                    contextTokens == null ? others.contextTokens : contextTokens,
                    retired == null ? others.retired : retired, abilities.or(others.abilities));
        }
    }

    /// Everything about one model.
    ///
    /// @param prices by first day, ascending; empty for a model that is known but has no price
    record Row(Facts facts, NavigableMap<LocalDate, Price> prices) {
        /// This row's prices; what it leaves open of the facts is what was known before.
        Row replacing(Row before) {
            return new Row(facts.or(before.facts), prices);
        }
    }

    /// The table that ships with Penstock.
    public static PriceTable shipped() {
        return read(SHIPPED, shippedText());
    }

    /// This table with the rows of a user's file, in the same format; a row replaces all prices of that model, and
    /// the facts it names.
    ///
    /// @param file as the user would name it
    /// @throws dev.penstock.settings.SettingsException if the file has a problem
    public PriceTable overriddenBy(String file, String text) {
        var merged = new HashMap<>(rows);
        read(file, text).rows.forEach((model, row) -> merged.merge(model, row, (before, now) -> now.replacing(before)));
        return new PriceTable(merged);
    }

    /// The price of a model on a day; empty when it is unknown, or not yet valid that day.
    public Optional<Price> price(String model, LocalDate day) {
        return Optional.ofNullable(rows.get(model)).map(row -> row.prices().floorEntry(day)).map(Map.Entry::getValue);
    }

    /// What is known about a model; empty when it is unknown.
    public Optional<Facts> facts(String model) {
        return Optional.ofNullable(rows.get(model)).map(Row::facts);
    }

    /// The names of all models, sorted.
    public SortedSet<String> models() {
        return new TreeSet<>(rows.keySet());
    }

    static PriceTable read(String file, String text) {
        return new PriceTable(Settings.read(file, text, PriceFile::rows));
    }

    private static String shippedText() {
        try (var in = PriceTable.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException(SHIPPED + " is missing beside " + PriceTable.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
