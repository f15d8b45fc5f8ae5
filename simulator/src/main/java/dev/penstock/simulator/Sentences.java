package dev.penstock.simulator;

import java.util.List;
import java.util.random.RandomGenerator;

/// What the simulated model says when it has no gold: plain business prose, and the same in Spanish.
final class Sentences {
    private static final List<String> ENGLISH = List.of(
            "The customer describes a problem with a recent order and would like a reply before the end of the week.",
            "A payment was taken twice from the same account, and the second charge should be returned within five days.",
            "The delivery arrived later than promised, but the goods were complete and in good condition.",
            "The writer asks how to change the address on file and whether the next invoice will show the new one.",
            "Access to the account was lost after a password change, and the usual reset link has not helped so far.",
            "The message praises the support team and suggests a small improvement to the order confirmation.",
            "A refund was agreed on the telephone last month, yet the amount has not reached the bank account.",
            "The contract renews at the beginning of next year unless notice is given at least thirty days before.",
            "The report shows that most of the delays came from one supplier during the busiest part of the season.",
            "Two of the three items were exchanged without trouble, while the last one is still waiting for stock.");
    private static final List<String> SPANISH = List.of(
            "El cliente explica que el pedido llegó con varios días de retraso y solicita una respuesta por escrito lo antes posible.",
            "Se ha cobrado dos veces el mismo importe y la persona espera que el banco devuelva la cantidad durante esta semana.",
            "La persona desea cambiar la dirección de su cuenta y pregunta si la próxima factura llegará ya al nuevo domicilio.",
            "El mensaje agradece la ayuda recibida y propone mejorar la información que se envía al confirmar cada compra.",
            "No ha sido posible entrar en la cuenta después de cambiar la contraseña, y el enlace de recuperación tampoco funciona.");
    private static final List<String> WORDS = List.of("account", "delivery", "invoice", "order", "payment", "refund",
            "contract", "supplier", "support", "renewal");

    private Sentences() {}

    /// So many different sentences.
    static String english(int sentences, RandomGenerator chance) {
        var first = chance.nextInt(ENGLISH.size());
        var step = 1 + 2 * chance.nextInt(2);
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ").append(ENGLISH.get((first + i * step) % ENGLISH.size()));
        }
        return text.toString();
    }

    /// At least 80 characters of Spanish.
    static String spanish(RandomGenerator chance) {
        var first = chance.nextInt(SPANISH.size());
        return SPANISH.get(first) + " " + SPANISH.get((first + 1) % SPANISH.size());
    }

    /// A lower-case word.
    static String word(RandomGenerator chance) {
        return WORDS.get(chance.nextInt(WORDS.size()));
    }
}
