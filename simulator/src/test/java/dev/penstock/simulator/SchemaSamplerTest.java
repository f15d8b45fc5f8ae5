package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaSamplerTest {
    @ParameterizedTest
    @ValueSource(strings = {Tickets.SCHEMA,
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":3,\"maximum\":4},\"x\":{\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1},\"m\":{\"type\":\"integer\",\"multipleOf\":5,\"minimum\":7},\"k\":{\"type\":\"integer\",\"maximum\":-3}},\"required\":[\"n\",\"x\",\"m\",\"k\"]}",
            "{\"type\":\"object\",\"properties\":{\"d\":{\"type\":\"string\",\"format\":\"date\"},\"t\":{\"type\":\"string\",\"format\":\"date-time\"},\"e\":{\"type\":\"string\",\"format\":\"email\"},\"u\":{\"type\":\"string\",\"format\":\"uri\"},\"g\":{\"type\":\"string\",\"format\":\"uuid\"},\"i\":{\"type\":\"string\",\"format\":\"ipv6\"}},\"required\":[\"d\",\"t\",\"e\",\"u\",\"g\",\"i\"]}",
            "{\"type\":\"object\",\"properties\":{\"list\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"items\":{\"$ref\":\"#/$defs/p\"}}},\"required\":[\"list\"],\"$defs\":{\"p\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":20},\"text\":{\"type\":\"string\",\"minLength\":200}},\"required\":[\"name\",\"text\"],\"additionalProperties\":false}}}",
            "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"string\"},\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}},\"required\":[\"value\",\"next\"],\"additionalProperties\":false}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"b\":{\"const\":7},\"c\":{\"type\":\"boolean\"},\"e\":{\"enum\":[null,\"x\"]}},\"required\":[\"a\",\"b\",\"c\",\"e\"]}"})
    void whatIsMadeUpIsValid(String schema) {
        var validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
        for (var seed = 0; seed < 100; seed++) {
            var made = new SchemaSampler(Texts.parse(schema), new SplittableRandom(seed)).sample().toString();
            assertThat(validator.validate(made, InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))).as(made)
                    .isEmpty();
        }
    }

    @Test
    void textsAreLongEnglishSentences() {
        var made = new SchemaSampler(Texts.parse("{\"type\":\"string\"}"), new SplittableRandom(1)).sample();
        assertThat(made.stringValue()).hasSizeGreaterThanOrEqualTo(60).endsWith(".");
    }

    @Test
    void goldIsCutToTheSchemaAndFilledUp() {
        var schema = Texts.parse("""
                {"type":"object","required":["label","note","extra"],"properties":{
                  "label":{"type":"string"},"note":{"type":["string","null"]},"extra":{"type":"string","enum":["only"]},
                  "optional":{"type":"string"}}}""");
        var gold = Texts.JSON.createObjectNode().put("label", "late").put("internal", "x");
        assertThat(new SchemaSampler(schema, new SplittableRandom(1)).shape(gold).toString())
                .isEqualTo("{\"label\":\"late\",\"note\":null,\"extra\":\"only\"}");
    }
}
