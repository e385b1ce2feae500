#include "common/error.h"
#include "unit/training/support.h"

#include <barrier>
#include <exception>
#include <thread>

// Several ranks train together: here in threads, each with a model and a trainer of its own.
namespace atelier::training::test {
namespace {

namespace fs = std::filesystem;

/// What ranks in threads share.
struct Together {
    explicit Together(std::ptrdiff_t ranks)
        : barrier(ranks), tensors(static_cast<std::size_t>(ranks)), numbers(static_cast<std::size_t>(ranks)) {}
    std::barrier<> barrier;
    std::vector<std::vector<torch::Tensor>> tensors;
    std::vector<std::vector<double>> numbers;
};

class ThreadRank : public Communicator {
public:
    ThreadRank(Together& together, std::size_t rank) : together_(together), rank_(rank) {}

    std::int64_t rank() const override { return static_cast<std::int64_t>(rank_); }
    std::int64_t worldSize() const override { return std::ssize(together_.tensors); }
    void sum(const std::vector<torch::Tensor>& tensors) override {
        exchange(tensors, [&](std::size_t i) {
            auto total = torch::zeros_like(tensors[i]);
            for (const auto& of : together_.tensors)
                total += of.at(i);
            return total;
        });
    }
    void sum(std::span<double> numbers) override {
        together_.numbers[rank_].assign(numbers.begin(), numbers.end());
        barrier();
        std::vector<double> totals(numbers.size(), 0);
        for (const auto& of : together_.numbers)
            for (std::size_t i = 0; i < totals.size(); ++i)
                totals[i] += of.at(i);
        barrier();
        std::copy(totals.begin(), totals.end(), numbers.begin());
    }
    void broadcast(const std::vector<torch::Tensor>& tensors) override {
        exchange(tensors, [&](std::size_t i) { return together_.tensors[0].at(i).clone(); });
    }
    void barrier() override { together_.barrier.arrive_and_wait(); }
    void leave() { together_.barrier.arrive_and_drop(); }

private:
    template <class Result>
    void exchange(const std::vector<torch::Tensor>& tensors, Result&& result) {
        torch::NoGradGuard noGrad;
        together_.tensors[rank_] = tensors;
        barrier();
        std::vector<torch::Tensor> results;
        for (std::size_t i = 0; i < tensors.size(); ++i)
            results.push_back(result(i));
        barrier();
        for (std::size_t i = 0; i < tensors.size(); ++i)
            torch::Tensor(tensors[i]).copy_(results[i]);
    }

    Together& together_;
    std::size_t rank_;
};

struct Ranks {
    std::vector<std::unique_ptr<Bench>> benches;
    std::vector<TrainOutcome> outcomes;
    std::vector<std::int64_t> events;
};

/// Trains on as many ranks as there are benches, each in its folder.
void train(Ranks& ranks, const TrainOptions& options, bool resume = false) {
    const auto count = ranks.benches.size();
    ranks.outcomes.assign(count, {});
    ranks.events.assign(count, 0);
    Together together(static_cast<std::ptrdiff_t>(count));
    std::vector<std::exception_ptr> problems(count);
    {
        std::vector<std::jthread> threads;
        for (std::size_t rank = 0; rank < count; ++rank)
            threads.emplace_back([&, rank] {
                at::set_num_threads(1);
                const auto communicator = std::make_shared<ThreadRank>(together, rank);
                try {
                    protocol::Control control;
                    auto trainer = ranks.benches[rank]->trainer(
                        options, [&](const protocol::Event&) { ++ranks.events[rank]; }, {}, {communicator});
                    if (resume && !trainer.resume()) throw Error("there is no checkpoint");
                    ranks.outcomes[rank] = trainer.run(control);
                } catch (...) {
                    problems[rank] = std::current_exception();
                    communicator->leave();
                }
            });
    }
    for (const auto& problem : problems)
        if (problem) std::rethrow_exception(problem);
}

Ranks twoRanks() {
    Ranks ranks;
    for (int rank = 0; rank < 2; ++rank) {
        ranks.benches.push_back(std::make_unique<Bench>());
        peft::test::shake(ranks.benches.back()->trainable.parameters());
        ranks.benches.back()->inDoubles();
    }
    return ranks;
}

std::int64_t filesIn(const fs::path& folder) {
    std::int64_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        count += entry.is_regular_file();
    return count;
}

TEST(Communicator, TwoRanksAtHalfTheBatchMakeTheStepOfOneAtTheWholeBatch) {
    // SGD shows the gradient itself. Samples have unequal numbers of target tokens, and not all have pictures.
    auto options = quickOptions();
    options.optimizer = "sgd";
    options.maxSteps = 1;
    options.maxGradNorm = 0;
    options.learningRate = 1;
    options.batchSize = 12;
    options.accumulation = 1;
    Bench one;
    peft::test::shake(one.trainable.parameters());
    one.inDoubles();
    const auto before = one.bytes();
    one.trainer(options).run(unasked());
    ASSERT_NE(one.bytes(), before);
    for (const std::int64_t accumulation : {1, 2}) {
        auto half = options;
        half.batchSize = 6 / accumulation;
        half.accumulation = accumulation;
        auto ranks = twoRanks();
        train(ranks, half);
        for (const auto& bench : ranks.benches)
            for (std::size_t i = 0; i < one.parameters().size(); ++i)
                EXPECT_LT(peft::test::difference(one.parameters()[i].tensor, bench->parameters()[i].tensor), 1e-12);
        EXPECT_EQ(ranks.benches[0]->bytes(), ranks.benches[1]->bytes()) << "ranks have come apart";
        const auto a = logLines(one.folder->path / "trainer_log.jsonl"),
                   b = logLines(ranks.benches[0]->folder->path / "trainer_log.jsonl");
        ASSERT_EQ(b.size(), 1u);
        EXPECT_NEAR(a[0]["loss"].get<double>(), b[0]["loss"].get<double>(), 1e-6);
        EXPECT_EQ(a[0]["total_tokens"], b[0]["total_tokens"]);
    }
}

TEST(Communicator, OnlyRankZeroWritesAndSpeaks) {
    auto options = quickOptions();
    options.batchSize = 1;  // an epoch of 20 samples ends with a step in which rank 1 has fewer samples
    options.accumulation = 3;
    options.evalStrategy = "epoch";
    options.reportTo = {"csv", "tensorboard"};
    options.saveTotalLimit = 2;
    Bench one;
    peft::test::shake(one.trainable.parameters());
    one.inDoubles();
    auto whole = options;
    whole.batchSize = 2;
    const auto outcome = one.trainer(whole).run(unasked());

    auto ranks = twoRanks();
    train(ranks, options);
    EXPECT_EQ(filesIn(ranks.benches[1]->folder->path), 0);
    EXPECT_EQ(ranks.events[1], 0);
    EXPECT_GT(ranks.events[0], 9);
    EXPECT_EQ(filesIn(ranks.benches[0]->folder->path), filesIn(one.folder->path));
    ASSERT_TRUE(ranks.outcomes[0].evalLoss && ranks.outcomes[1].evalLoss && outcome.evalLoss);
    EXPECT_NEAR(*ranks.outcomes[0].evalLoss, *outcome.evalLoss, 1e-6) << "each rank evaluates a part";
    EXPECT_EQ(*ranks.outcomes[0].evalLoss, *ranks.outcomes[1].evalLoss);
    EXPECT_EQ(ranks.benches[0]->bytes(), ranks.benches[1]->bytes());
}

TEST(Communicator, RanksResumeTogetherToTheLastBit) {
    const auto options = quickOptions();
    auto whole = twoRanks(), killed = twoRanks(), again = twoRanks();
    for (auto* ranks : {&whole, &killed, &again})
        ranks->benches[1]->runPath = ranks->benches[0]->folder->path;
    train(whole, options);
    train(killed, options);
    const RunFolder run(killed.benches[0]->folder->path);
    for (const std::int64_t step : {9, 8})
        fs::remove_all(run.checkpoint(step));
    again.benches[0]->runPath = again.benches[1]->runPath = run.path();
    train(again, options, true);
    EXPECT_EQ(whole.benches[0]->bytes(), again.benches[0]->bytes());
    EXPECT_EQ(whole.benches[0]->bytes(), again.benches[1]->bytes());
    const auto a = logLines(whole.benches[0]->folder->path / "trainer_log.jsonl"), b = logLines(run.log());
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_EQ(a[i]["loss"], b[i]["loss"]);
}

TEST(Communicator, AGradientThatOneRankLacksIsZeroThere) {
    Together together(2);
    std::vector<torch::Tensor> both{torch::zeros({2}).requires_grad_(), torch::zeros({2}).requires_grad_()},
        none{torch::zeros({3}).requires_grad_(), torch::zeros({3}).requires_grad_()};
    both[0].mutable_grad() = torch::full({2}, 2.5);
    {
        std::vector<std::jthread> threads;
        for (std::size_t rank = 0; rank < 2; ++rank)
            threads.emplace_back([&, rank] {
                ThreadRank communicator(together, rank);
                sumGradients(communicator, {both[rank], none[rank]});
            });
    }
    for (std::size_t rank = 0; rank < 2; ++rank) {
        ASSERT_TRUE(both[rank].grad().defined());
        EXPECT_TRUE(both[rank].grad().equal(torch::full({2}, 2.5)));
        EXPECT_FALSE(none[rank].grad().defined()) << "an optimizer would begin to decay it";
    }
}

}  // namespace
}  // namespace atelier::training::test
