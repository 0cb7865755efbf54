import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { InviteOperatorInput, Operator } from './operators.inputs.js';
import { OperatorsService } from './operators.service.js';

type OperatorCaller = Caller & { role: 'OPERATOR' };

@Resolver()
export class OperatorsResolver {
  constructor(private readonly people: OperatorsService) {}

  @Allow('OPERATOR')
  @Query(() => [Operator], {
    description: 'Who operates the installation and its chains; to a chain’s operator, that chain.',
  })
  operators(@CurrentCaller() caller: OperatorCaller): Promise<Operator[]> {
    return this.people.list(caller);
  }

  @Allow('OPERATOR')
  @Mutation(() => Operator, {
    description: 'Adds a person and sends them a link to sign in; to one who is there already, another link.',
  })
  inviteOperator(
    @CurrentCaller() caller: OperatorCaller,
    @Args('input', { type: () => InviteOperatorInput }) input: InviteOperatorInput,
  ): Promise<Operator> {
    return this.people.invite(caller, input);
  }

  @Allow('OPERATOR')
  @Mutation(() => Boolean, { description: 'Ends a person’s sessions at once. The tokens that they made stay.' })
  removeOperator(
    @CurrentCaller() caller: OperatorCaller,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<boolean> {
    return this.people.remove(caller, id);
  }
}
