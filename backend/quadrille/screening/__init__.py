"""The reviewer's journey: from a review file to a verified contribution and a badge."""
