package dev.nodens.tests.speed;

/** A contender could not do what it was asked, for the reason that it gave itself. */
final class ContenderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContenderException(String message) {
        super(message);
    }

    ContenderException(String message, Throwable cause) {
        super(message, cause);
    }
}
