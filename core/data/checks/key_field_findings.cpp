#include "common/error.h"
#include "data/checks/health_sets.h"
#include "data/key_fields/answer.h"

namespace atelier::data {

void findFieldProblems(const std::vector<Sample>& samples, const KeyField& fields, std::vector<Finding>& findings) {
    constexpr std::size_t kMost = 3;  // problems named of an answer
    for (const Sample& sample : samples) {
        const auto turn = keyFieldTurn(sample);
        if (!turn) continue;
        const std::string& answer = sample.turns[*turn].text;
        if (answer.find_first_not_of(" \t\r\n") == std::string::npos) continue;  // "empty_answer" says so
        Finding finding{Finding::Severity::Warning, "key_fields", sample.id, {}};
        try {
            const auto problems = checkValues(fields, answerValues(answer));
            if (problems.empty()) continue;
            for (std::size_t i = 0; i < problems.size() && i < kMost; ++i)
                finding.message += (i == 0 ? "" : "; ") + describe(problems[i]);
            if (problems.size() > kMost)
                finding.message += "; and " + std::to_string(problems.size() - kMost) + " more";
            if (mendedAnswer(fields, answer)) finding.fix = Fix{Fix::Kind::MendFields, {sample.id}};
        } catch (const Error& error) {
            finding.message = error.message() + " (" + error.where() + ")";
        }
        findings.push_back(std::move(finding));
    }
}

}  // namespace atelier::data
