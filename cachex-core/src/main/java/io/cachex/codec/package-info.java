/**
 * Codecs that turn values into bytes: JSON, records, strings, raw bytes.
 *
 * <p>{@link io.cachex.codec.JsonCodec} is the default and survives changes of the class;
 * {@link io.cachex.codec.RecordCodec} is smaller and faster and treats values of a changed record as a miss;
 * {@link io.cachex.codec.StringCodec} and {@link io.cachex.codec.BytesCodec} add nothing to what they are given.
 *
 * <p>All refuse what they cannot write or read with a {@link io.cachex.codec.CodecException}, are immutable and safe for
 * use by many threads, and never load or construct a class that the bytes name.
 */
@NullMarked
package io.cachex.codec;

import org.jspecify.annotations.NullMarked;
