#include "disarm.h"

#include <algorithm>
#include <array>

namespace lockstep::alert {
namespace {

constexpr std::string_view kConductPumpPriming = "conduct-pump-priming";
constexpr std::string_view kDeliverContent = "deliver-content";
constexpr std::string_view kDevelopContent = "develop-content";
constexpr std::string_view kDevelopNarratives = "develop-narratives";
constexpr std::string_view kEstablishAssets = "establish-assets";
constexpr std::string_view kEstablishLegitimacy = "establish-legitimacy";
constexpr std::string_view kMaximiseExposure = "maximise-exposure";
constexpr std::string_view kPersistInTheInformationEnvironment =
    "persist-in-the-information-environment";
constexpr std::string_view kSelectChannelsAndAffordances = "select-channels-and-affordances";
constexpr std::string_view kTargetAudienceAnalysis = "target-audience-analysis";

// Sorted by id.
constexpr std::array<Technique, 49> kTechniques{{
    {"T0015.002", "Create New Hashtag", kDevelopContent, "260869f6-be18-4475-b35e-27fb52203abc",
     "2024-11-22T16:43:58.084584Z"},
    {"T0020", "Trial Content", kConductPumpPriming, "ea0d5988-af73-4b09-8040-7bb2fbadaa3c",
     "2024-11-22T16:43:58.085991Z"},
    {"T0049", "Flood Information Space", kMaximiseExposure, "0c765d19-99b2-4703-af48-e20a677c4bfc",
     "2024-11-22T16:43:58.090125Z"},
    {"T0049.001", "Trolls Amplify and Manipulate", kMaximiseExposure,
     "1c13465b-8b75-4b7d-a763-fe5b1d091635", "2024-11-22T16:43:58.090307Z"},
    {"T0049.002", "Flood Existing Hashtag", kMaximiseExposure,
     "bfce790b-dfd6-46ca-8fab-c2d72f21bba2", "2024-11-22T16:43:58.090534Z"},
    {"T0049.003", "Bots Amplify via Automated Forwarding and Reposting", kMaximiseExposure,
     "e6ab2793-a059-4354-bb60-045afb019833", "2024-11-22T16:43:58.09072Z"},
    {"T0049.004", "Utilise Spamoflauge", kMaximiseExposure, "4282febe-c8a6-46da-863c-f19081615d80",
     "2024-11-22T16:43:58.090983Z"},
    {"T0049.005", "Conduct Swarming", kMaximiseExposure, "ce5b400c-6f82-4095-936b-617857800da8",
     "2024-11-22T16:43:58.091177Z"},
    {"T0049.007", "Inauthentic Sites Amplify News and Narratives", kMaximiseExposure,
     "cec91e97-76c8-4a1f-8397-a06939a558ef", "2024-11-22T16:43:58.091598Z"},
    {"T0060", "Continue to Amplify", kPersistInTheInformationEnvironment,
     "ad410829-2fb3-490b-b470-f5f859d45942", "2024-11-22T16:43:58.092977Z"},
    {"T0068", "Respond to Breaking News Event or Active Crisis", kDevelopNarratives,
     "b2a7561a-28ad-426c-a249-f415b5f11cee", "2024-11-22T16:43:58.09395Z"},
    {"T0072.001", "Geographic Segmentation", kTargetAudienceAnalysis,
     "77574742-25a0-4375-a2c8-d5b54e1360aa", "2024-11-22T16:43:58.094341Z"},
    {"T0084", "Reuse Existing Content", kDevelopContent, "9636ae57-0b93-41a0-8323-85109ee34877",
     "2024-11-22T16:43:58.102007Z"},
    {"T0084.001", "Use Copypasta", kDevelopContent, "4cd719a9-e817-4acc-9581-6b6a60e42f35",
     "2024-11-22T16:43:58.102607Z"},
    {"T0084.003", "Deceptively Labelled or Translated", kDevelopContent,
     "7475b7e6-1095-4ae1-a995-10ab1a6c838a", "2024-11-22T16:43:58.103239Z"},
    {"T0085.001", "Develop AI-Generated Text", kDevelopContent,
     "17cba995-a8ab-4aa0-85fe-2b87d38a8f03", "2024-11-22T16:43:58.10375Z"},
    {"T0085.008", "Machine Translated Text", kDevelopContent,
     "8676cd4b-39ec-4219-9b93-27f2b7fb5d27", "2024-11-22T16:43:58.105931Z"},
    {"T0092", "Build Network", kEstablishAssets, "c4213e65-a7cc-42a5-a3a7-2d8040258625",
     "2024-11-22T16:43:58.118075Z"},
    {"T0092.002", "Use Follow Trains", kEstablishAssets, "37a192dd-8b33-482e-ba7a-b5a7b4f704b9",
     "2024-11-22T16:43:58.118896Z"},
    {"T0093.002", "Acquire Botnets", kEstablishAssets, "c7017017-4965-4dad-a970-e748b7080a19",
     "2024-11-22T16:43:58.122557Z"},
    {"T0116.001", "Post Inauthentic Social Media Comment", kDeliverContent,
     "5251f6d0-6820-4617-afef-a0d8acafd3c1", "2024-11-22T16:43:58.158299Z"},
    {"T0118", "Amplify Existing Narrative", kMaximiseExposure,
     "836e9eef-b446-4f68-805f-0f10116d6e7f", "2024-11-22T16:43:58.159747Z"},
    {"T0119", "Cross-Posting", kMaximiseExposure, "872f0dc3-202e-4e9a-a4fc-0457252aecae",
     "2024-11-22T16:43:58.160448Z"},
    {"T0119.001", "Post across Groups", kMaximiseExposure, "0d094dfb-61f9-42d3-a9cf-697fdcbee944",
     "2024-11-22T16:43:58.161064Z"},
    {"T0119.002", "Post across Platform", kMaximiseExposure, "03225a5c-f388-4453-a53c-f10be49bbcfe",
     "2024-11-22T16:43:58.161705Z"},
    {"T0122", "Direct Users to Alternative Platforms", kMaximiseExposure,
     "690761b6-8afd-4dd5-954e-174de362d1b0", "2024-11-22T16:43:58.167332Z"},
    {"T0129.002", "Generate Content Unrelated to Narrative", kPersistInTheInformationEnvironment,
     "eb037d2a-82a7-4bcb-bffd-e7791de21d1c", "2024-11-22T16:43:58.197691Z"},
    {"T0129.007", "Delete Accounts/Account Activity", kPersistInTheInformationEnvironment,
     "deb9a225-0803-4a1f-b37b-3a10c3e7ca79", "2024-11-22T16:43:58.202517Z"},
    {"T0129.009", "Remove Post Origins", kPersistInTheInformationEnvironment,
     "ea762d7a-8852-4d91-b44f-4754aa079313", "2024-11-22T16:43:58.203425Z"},
    {"T0143.002", "Fabricated Persona", kEstablishLegitimacy,
     "75d11cd8-2f92-4d73-97c5-27356c8a2758", "2024-11-22T16:43:58.220194Z"},
    {"T0144.001", "Present Persona across Platforms", kEstablishLegitimacy,
     "814830b6-c3e7-4a5f-81f6-e1827adc204c", "2024-11-22T16:43:58.221154Z"},
    {"T0144.002", "Persona Template", kEstablishLegitimacy, "57c27a31-54ea-47e7-80f1-f04e502de44f",
     "2024-11-22T16:43:58.221357Z"},
    {"T0145.001", "Copy Account Imagery", kEstablishAssets, "e6a5397a-9515-4ba6-80e5-8f1fe273b7a5",
     "2024-11-22T16:43:58.221781Z"},
    {"T0145.002", "AI-Generated Account Imagery", kEstablishAssets,
     "f5ce482b-547c-4776-b8ec-acd96c2322d3", "2024-11-22T16:43:58.222087Z"},
    {"T0146.005", "Lookalike Account ID", kEstablishAssets, "f990c72c-56e5-4556-ac11-072f6f88d267",
     "2024-11-22T16:43:58.224572Z"},
    {"T0146.007", "Automated Account Asset", kEstablishAssets,
     "7e85d897-f480-4118-b571-556f4f99edd4", "2024-11-22T16:43:58.224981Z"},
    {"T0149.001", "Domain Asset", kEstablishAssets, "90ea0d22-6c90-42b9-b1b6-15523695888b",
     "2024-11-22T16:43:58.232665Z"},
    {"T0149.003", "Lookalike Domain", kEstablishAssets, "0a889b39-59db-4d70-b811-c1bff9689909",
     "2024-11-22T16:43:58.233656Z"},
    {"T0149.004", "Redirecting Domain Asset", kEstablishAssets,
     "a463e5a6-8a36-4306-9cb3-c5b1934769be", "2024-11-22T16:43:58.234229Z"},
    {"T0149.006", "IP Address Asset", kEstablishAssets, "48899bd4-c5dd-460c-917f-c4015c9352f7",
     "2024-11-22T16:43:58.235106Z"},
    {"T0149.007", "VPN Asset", kEstablishAssets, "72ce2fe9-da95-4031-90ff-c264ccf856df",
     "2024-11-22T16:43:58.235603Z"},
    {"T0149.008", "Proxy IP Address Asset", kEstablishAssets,
     "fc9c682f-90b8-4365-818c-aee4814ba4e9", "2024-11-22T16:43:58.236187Z"},
    {"T0150.001", "Newly Created Asset", kEstablishAssets, "ba703b10-af7d-48d3-9fb9-11426992c902",
     "2024-11-22T16:43:58.237624Z"},
    {"T0150.002", "Dormant Asset", kEstablishAssets, "796f5ca9-edce-4daf-85ef-de822e5a21bc",
     "2024-11-22T16:43:58.238232Z"},
    {"T0150.004", "Repurposed Asset", kEstablishAssets, "405aa0e6-2297-4c39-b285-17c31190b195",
     "2024-11-22T16:43:58.239312Z"},
    {"T0150.005", "Compromised Asset", kEstablishAssets, "696cbb0b-74f4-4937-9758-3fe56e4b9535",
     "2024-11-22T16:43:58.239774Z"},
    {"T0150.008", "Bulk Created Asset", kEstablishAssets, "71f85cbb-5f6e-4fd1-9ad4-fea19069bc5f",
     "2024-11-22T16:43:58.240976Z"},
    {"T0153.002", "Link Shortening Platform", kSelectChannelsAndAffordances,
     "56351a05-842e-46bf-8963-77eeee54e191", "2024-11-22T16:43:58.251452Z"},
    {"T0153.003", "Shortened Link Asset", kSelectChannelsAndAffordances,
     "86531395-b3a0-4198-9854-3675f5cb807d", "2024-11-22T16:43:58.251663Z"},
}};

constexpr bool less_by_id(const Technique& a, const Technique& b) { return a.id < b.id; }
static_assert(std::is_sorted(kTechniques.begin(), kTechniques.end(), less_by_id));

}  // namespace

std::optional<Technique> find_technique(std::string_view id) noexcept {
  const auto found = std::lower_bound(
      kTechniques.begin(), kTechniques.end(), id,
      [](const Technique& technique, std::string_view wanted) { return technique.id < wanted; });
  if (found == kTechniques.end() || found->id != id) return std::nullopt;
  return *found;
}

}  // namespace lockstep::alert
