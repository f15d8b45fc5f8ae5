package dev.penstock.provider;

public enum SchemaSubset {
    ANTHROPIC, OPENAI
}
