"""The DAO participant's journey: propose, vote, queue, execute."""
