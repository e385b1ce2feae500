#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::training {

/// One transformer block as its memory and time depend on it. Sizes are elements a token (a patch, in the tower).
struct BlockShape {
    bool tower = false;  ///< of the vision tower; else of the language model
    std::int64_t hidden = 0, inner = 0;
    std::int64_t queries = 0, keyValues = 0;  ///< heads · head size
    std::int64_t heads = 0;
    bool gated = false;   ///< down(act(gate) · up) instead of fc2(act(fc1))
    bool fused = false;   ///< one product gives queries, keys and values
    bool rotary = false;  ///< queries and keys are turned, into tensors of their own
    std::int64_t parameters = 0;

    bool recorded = false;  ///< a gradient flows through it: what its backward pass needs is kept
    /// Whose inputs are kept, since a weight or an adapter there is trained: q, k, v; o; gate, up or fc1; down or fc2.
    bool keepsAttentionInput = false, keepsMixed = false, keepsMlpInput = false, keepsInner = false;
    std::int64_t methodElements = 0;   ///< what the PEFT method itself keeps: low-rank products, masks, scaled outputs
    std::int64_t trainedElements = 0;  ///< of its base weights
    std::int64_t prefix = 0;           ///< keys and values in front of each sequence
};

/// A model with what is trained in it.
struct ModelShape {
    std::vector<BlockShape> blocks;
    std::int64_t hidden = 0, vocabulary = 0;
    std::int64_t patchElements = 0;   ///< numbers a patch is made of
    std::int64_t projectorWidth = 0;  ///< widest input of the projector, elements an image token
    std::int64_t parameters = 0, trained = 0, methodParameters = 0;  ///< the last: added by a method, of `trained`
    std::int64_t projectorParameters = 0;
    bool projectorTrains = false, headTrains = false, towerTrains = false, embeddingsTrain = false;
};

/// A packed batch.
struct BatchShape {
    std::int64_t samples = 0, tokens = 0, targets = 0, imageTokens = 0, patches = 0, pixelElements = 0;
    std::vector<std::int64_t> lengths;  ///< tokens of each sample
};

/// How a run computes.
struct Numbers {
    std::int64_t compute = 4;    ///< bytes of an activation
    std::int64_t frozen = 4;     ///< of a weight that is not trained
    std::int64_t trained = 4;    ///< of one that is, and of its gradient
    std::int64_t lossChunk = 0;  ///< bytes of fp32 logits that exist at a time; at least 64 rows
    bool checkpointing = false;  ///< blocks keep their input only and are computed anew in the backward pass
    bool accumulates = false;    ///< gradients of earlier batches of the step are there
    std::uint64_t optimizerState = 0;
};

/// Bytes, each at the moment at which the sum is largest.
struct Footprint {
    std::uint64_t weights = 0, gradients = 0, optimizer = 0;
    std::uint64_t towerActivations = 0, languageActivations = 0;  ///< what is kept for the backward pass
    std::uint64_t working = 0;  ///< tensors of the block, or of the loss, that is being computed
    std::uint64_t pixels = 0;   ///< of the batch and of those that wait encoded; features of the images
    std::uint64_t sum() const;
};

/// The largest moment of a training step (forward, backward or optimizer) on `batch`. `waiting`: bytes of samples
/// that lie encoded in main memory meanwhile; 0 for what is on a graphics card.
///
/// Counted from the operations of nn/: what each keeps for its gradient. Attention keeps queries, keys, values and its
/// result, never the matrix of scores (Dao et al., 2022); the loss keeps no logits (training/loss.h).
Footprint footprint(const ModelShape& model, const BatchShape& batch, const Numbers& numbers, std::uint64_t waiting);

/// The same of a batch that is only evaluated: nothing is kept.
Footprint evaluationFootprint(const ModelShape& model, const BatchShape& batch, const Numbers& numbers,
                              std::uint64_t waiting);

/// Keys and values of `samples` sequences of `tokens` tokens while answers are generated.
std::uint64_t cacheBytes(const ModelShape& model, std::int64_t samples, std::int64_t tokens, std::int64_t elementBytes);

/// Multiply-adds of a training step's products on `batch`, and the numbers that its other operations read and write.
struct Work {
    double products = 0, traffic = 0;
};
Work trainingWork(const ModelShape& model, const BatchShape& batch, const Numbers& numbers);

}  // namespace atelier::training
