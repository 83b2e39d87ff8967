package io.cachex.codec;

/** How the values of one type are written and read; {@link Slot} deals with null. */
interface Format {

    void write(Object value, ByteSink sink);

    /** The value that {@link #write} wrote, or a {@link CodecException} for any other bytes. */
    Object read(ByteSource source);
}
